import { builtProgram } from './built-program.js';

/** The executable that each container's monitor runs. @throws INTERNAL when it was not built */
export function monitorPath(): string {
  return builtProgram('monitor');
}

/** The program of the built-in image `tscompose/hello`. @throws INTERNAL when it was not built */
export function helloPath(): string {
  return builtProgram('hello');
}
