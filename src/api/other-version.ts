import { TscomposeError } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import { API_VERSION } from './messages.js';

const HINT =
  'Run "tscompose engine stop": containers go on running, and the next command starts the engine that belongs to it.';

/** What a client of another version is told. @param spoken the version that it speaks */
export function clientOfOtherVersion(spoken: string): TscomposeError {
  return new TscomposeError(
    'ENGINE_VERSION',
    `the engine (tscompose ${VERSION}) speaks version ${API_VERSION} of the API, the client version ${spoken}`,
    { action: 'read request', hint: HINT },
  );
}

/** What a user is told whose engine is one of another version. */
export function engineOfOtherVersion(): TscomposeError {
  return new TscomposeError(
    'ENGINE_VERSION',
    `the running engine is of another version than this tscompose (${VERSION})`,
    { action: 'talk to the engine', hint: HINT },
  );
}
