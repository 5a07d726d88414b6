/** What stands before a container's lines: its name without the stack's, as Compose shows it (`web-1`). */
export function logName(container: string, stack: string): string {
  const prefix = `${stack}-`;
  return container.startsWith(prefix) ? container.slice(prefix.length) : container;
}
