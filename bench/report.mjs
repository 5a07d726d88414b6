/**
 * Medians of every kind of measurement, and how many times faster tscompose was.
 * @param {string} [of] what the samples' `size` is
 */
export function reportTimes(samples, programs, of = 'services') {
  const [own, peer] = programs;
  const head = [of, 'what', own.name, ...(peer === undefined ? [] : [peer.name, 'ratio'])];
  const kinds = [...new Map(samples.map(({ size, what }) => [`${size} ${what}`, { size, what }])).values()];
  const rows = kinds.map(({ size, what }) => {
    const median = (program) =>
      medianOf(
        samples
          .filter((sample) => sample.size === size && sample.what === what && sample.program === program.name)
          .map((sample) => sample.ms),
      );
    const mine = median(own);
    if (peer === undefined) return [size, what, milliseconds(mine)];
    const theirs = median(peer);
    return [size, what, milliseconds(mine), milliseconds(theirs), `${(theirs / mine).toFixed(1)}x`];
  });
  print([head, ...rows]);
}

/** PSS of engines, fixed and per idle container. */
export function reportMemory(memory) {
  const row = (who, size, found) => [
    who,
    size,
    megabytes(found.fixed),
    `${(found.perContainer / Math.max(1, found.containers) / 1024).toFixed(2)} MB`,
  ];
  const rows = memory.flatMap(({ size, own, peer }) => [
    row('tscompose', size, own),
    ...(peer === undefined ? [] : [row('peer', size, peer)]),
  ]);
  print([['', 'services', 'engine (PSS)', 'per container (PSS)'], ...rows]);
}

function medianOf(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function milliseconds(ms) {
  return `${Math.round(ms)} ms`;
}

function megabytes(kilobytes) {
  return `${(kilobytes / 1024).toFixed(1)} MB`;
}

export function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, column) => String(cell).padEnd(widths[column]))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
  process.stdout.write('\n');
}
