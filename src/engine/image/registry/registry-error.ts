import { TscomposeError, toTscomposeError } from '../../../base/errors.js';

/** A failure after which the same request may well succeed. Carries the error to throw when it goes on failing. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
  /** Milliseconds that the registry asked to wait. */
  readonly retryAfterMs: number | undefined;
  readonly error: TscomposeError;

  constructor(error: TscomposeError, retryAfterMs?: number) {
    super(error.message);
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}

export function registryError(host: string, what: string, cause?: unknown, hint?: string): TscomposeError {
  return new TscomposeError('REGISTRY', `registry ${host}: ${what}`, {
    action: 'talk to registry',
    subject: host,
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
  });
}

interface Failure {
  readonly says: string;
  readonly hint?: string;
  readonly retry: boolean;
}

const OWN_CERTIFICATE =
  "If it wants a certificate of yours, put client.cert and client.key into the registry's folder of /etc/docker/certs.d.";

/** TLS alerts and the like, by the beginning of their codes. */
const TLS_REFUSED: Failure = { says: 'it refuses to speak TLS with us', hint: OWN_CERTIFICATE, retry: false };
/** Of TLS 1.3, a refused or missing certificate shows as a connection that ends before the answer. */
const HUNG_UP: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

const NO_HTTP: Failure = { says: 'it does not speak HTTP', retry: false };

const UNKNOWN_AUTHORITY =
  'Put the authority, as HOST[:PORT]/ca.crt, into /etc/docker/certs.d or /etc/containers/certs.d.';

// By the codes of undici's errors and of Node's sockets.
const FAILURES: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: {
    says: 'the connection is refused',
    hint: 'Nothing listens there; check the host and port of the reference.',
    retry: false,
  },
  ENOTFOUND: {
    says: 'the host name does not resolve',
    hint: 'Check the reference, and the DNS of this machine.',
    retry: false,
  },
  EAI_AGAIN: { says: 'the host name cannot be looked up now', retry: true },
  EHOSTUNREACH: { says: 'the host cannot be reached', retry: true },
  ENETUNREACH: { says: 'there is no route to the host', retry: false },
  ECONNRESET: { says: 'the connection broke off', retry: true },
  EPIPE: { says: 'the connection broke off', retry: true },
  UND_ERR_SOCKET: { says: 'the connection broke off', retry: true },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { says: 'the answer was cut short', retry: true },
  UND_ERR_CONNECT_TIMEOUT: { says: 'the connection was not accepted in time', retry: true },
  UND_ERR_HEADERS_TIMEOUT: { says: 'it does not answer', retry: true },
  UND_ERR_BODY_TIMEOUT: { says: 'it stopped sending in the middle of an answer', retry: true },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    says: 'its certificate is self-signed',
    hint: UNKNOWN_AUTHORITY,
    retry: false,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    says: 'its certificate is of an authority unknown here',
    hint: UNKNOWN_AUTHORITY,
    retry: false,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    says: 'its certificate is of an authority unknown here',
    hint: UNKNOWN_AUTHORITY,
    retry: false,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    says: 'its certificate is of an authority unknown here',
    hint: UNKNOWN_AUTHORITY,
    retry: false,
  },
  CERT_HAS_EXPIRED: { says: 'its certificate has expired', retry: false },
  ERR_TLS_CERT_ALTNAME_INVALID: { says: 'its certificate is for another host', retry: false },
  EPROTO: { says: 'it does not speak TLS', retry: false },
  ERR_SSL_WRONG_VERSION_NUMBER: { says: 'it does not speak TLS', retry: false },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { says: 'it does not speak TLS', retry: false },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: {
    says: 'it wants a certificate of ours',
    hint: OWN_CERTIFICATE,
    retry: false,
  },
  HPE_INVALID_CONSTANT: NO_HTTP,
  HPE_INVALID_VERSION: NO_HTTP,
  HPE_CR_EXPECTED: NO_HTTP,
};

/**
 * What a failed request means: to be thrown, or {@link Retryable}. Errors that are not the network's pass through.
 * @param duringTls there was no answer yet on a connection with TLS
 */
export function explainFailure(host: string, thrown: unknown, duringTls = false): Error {
  if (thrown instanceof Retryable || thrown instanceof TscomposeError) return thrown;
  const code = codeOf(thrown) ?? '';
  const failure = FAILURES[code] ?? (code.startsWith('ERR_SSL_') ? TLS_REFUSED : undefined);
  if (failure === undefined) return toTscomposeError(thrown);
  const hint = failure.hint ?? (duringTls && HUNG_UP.includes(code) ? OWN_CERTIFICATE : undefined);
  const error = registryError(host, failure.says, thrown, hint);
  return failure.retry ? new Retryable(error) : error;
}

/** Whether an explained failure has a network error with such a code behind it. */
export function failedFor(explained: unknown, codes: RegExp): boolean {
  const error = explained instanceof Retryable ? explained.error : explained;
  return error instanceof TscomposeError && codes.test(codeOf(error.details.cause) ?? '');
}

// A connection tried over IPv6 and IPv4 fails with both reasons in one error.
function codeOf(thrown: unknown): string | undefined {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return codeOf(thrown.errors[0]);
  return (thrown as NodeJS.ErrnoException | undefined)?.code;
}
