/** Whether a path is absolute on Windows: a drive and a slash, a share, a device. */
export function isWindowsAbsolute(path: string): boolean {
  return /^.:[\\/]/su.test(path) || /^[\\/]{2}/.test(path) || /^[\\/]\?\?(?:[\\/]|$)/.test(path);
}
