/** Names of what a user may have put a secret into. */
const SECRETIVE =
  /pass|pwd|secret|token|credential|private|cookie|salt|dsn|auth(?!or)|(^|[._-])(api|access|encryption|license|signing)?_?key(s)?$/i;

/** User and password within a URL (RFC 3986, userinfo). */
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi;

/** `--password=x`, `--token x`, also as two words of a list. */
const FLAG = /(--?[\w-]*(?:pass|pwd|secret|token|credential|api-?key)[\w-]*)(=|"?,"|\s+)[^\s",\]]+/gi;

/** True when of this key, `environment.DB_PASSWORD` for example, no value must be shown. */
export function maySecret(key: string): boolean {
  return SECRETIVE.test(key);
}

/** The text without passwords within URLs and behind flags. */
export function hideSecrets(text: string): string {
  return text.replace(USER_INFO, '$1***@').replace(FLAG, '$1$2***');
}
