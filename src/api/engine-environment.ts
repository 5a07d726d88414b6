/** Variables that reach the engine; the rest of the caller's environment is none of its business. */
const KEPT =
  /^(PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy|SSL_CERT_FILE|TSCOMPOSE_\w+)$/;

/** Path of certificates to trust besides Node's, read by the engine when it first needs them. */
export const EXTRA_CA_VARIABLE = 'TSCOMPOSE_EXTRA_CA';

/**
 * The engine's environment, from its starter's. NODE_EXTRA_CA_CERTS is handed over under a name of our own: Node would
 * parse the file at every start (60 ms), the engine needs it only to pull.
 */
export function engineEnvironment(
  starter: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(starter)) {
    if (value !== undefined && KEPT.test(name)) kept[name] = value;
  }
  const extraCa = starter.NODE_EXTRA_CA_CERTS;
  if (extraCa !== undefined && extraCa !== '' && kept[EXTRA_CA_VARIABLE] === undefined) {
    kept[EXTRA_CA_VARIABLE] = extraCa;
  }
  return kept;
}
