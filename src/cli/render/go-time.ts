/** Go's `time.Time` as text, in UTC: `2026-11-21 00:05:16 +0000 UTC`. */
export function goTime(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}
