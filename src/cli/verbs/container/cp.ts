import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import { type CopyFlags, copyFiles, copyWish } from '../../session/copy-files.js';
import { Interrupts } from '../../session/interrupts.js';
import type { AddVerb } from '../verb.js';

interface CpOptions extends CopyFlags {
  readonly quiet?: true;
}

export const addContainerCp: AddVerb = (container, run) => {
  container
    .command('cp')
    .description(
      'Copy files between a container and this machine; - is an archive on standard input or output',
    )
    .addHelpText(
      'after',
      examples(
        ['demo-web-1:/etc/nginx/nginx.conf .', 'A file out of a container'],
        ['./site/. demo-web-1:/srv', 'What is in a directory into it'],
      ),
    )
    .usage(
      '[options] CONTAINER:PATH DESTINATION|-\n       tscompose container cp [options] SOURCE|- CONTAINER:PATH',
    )
    .argument('<source>', 'CONTAINER:PATH, a path, or -')
    .argument('<destination>', 'CONTAINER:PATH, a path, or -')
    .option('-a, --archive', 'keep owners also of what comes out of a container')
    .option('-L, --follow-link', 'follow a link that the source ends with')
    .option('-q, --quiet', 'say nothing at a terminal')
    .action(run(cp));
};

async function cp(cli: Cli, source: string, destination: string, options: CpOptions): Promise<void> {
  const wish = copyWish(source, destination);
  using interrupts = new Interrupts(cli.host);
  await copyFiles(cli, await cli.connect(), { ...wish, id: wish.container }, options, interrupts.asked);
  if (options.quiet || cli.host.stderr.isTTY !== true) return;
  const to = wish.direction === 'in' ? `${wish.container}:${wish.path}` : wish.to;
  cli.host.stderr.write(`Successfully copied to ${to}\n`);
}
