import { randomInt } from 'node:crypto';

const MOODS =
  'able agile amber awake bold brave brisk calm candid cheerful clear clever cosy curious daring deft eager earnest easy fair ' +
  'faithful fearless fleet fond frank free fresh gallant gentle glad golden graceful handy happy hardy hearty honest hopeful humble ' +
  'jaunty jolly keen kind lively loyal lucid lucky mellow merry mild modest neat nimble noble patient peaceful placid plucky polite ' +
  'proud quick quiet ready robust sage serene sharp shiny silent sincere smart snug sober steady stoic sunny sure swift tender tidy ' +
  'tranquil true trusty upbeat valiant vivid warm wise witty';

const PEOPLE =
  'abel ampere banach boole cantor cauchy cayley church clarke copernicus cray dijkstra dirac doppler erdos erlang euler ' +
  'faraday fermi floyd fourier galois gauss germain gibbs hamilton heaviside helmholtz hertz hilbert hoare huffman jacobi joule kepler ' +
  'kirchhoff kleene kovalev lagrange landau laplace legendre leibniz lie lagerlof markov maxwell milner minsky mobius naur nernst noether ' +
  'nyquist ohm ostrom pascal peano perlis planck poincare poisson post rabin ramanujan riemann ritchie robinson shannon sierpinski ' +
  'steiner stokes strachey tarski thales volta wallis watt weber weyl wiener wilkes wirth young zuse';

/** A name for a container that was given none: `calm_noether`. @param isTaken makes it be longer */
export function madeUpName(isTaken: (name: string) => boolean): string {
  const pick = (words: string) => {
    const list = words.split(' ');
    return list[randomInt(list.length)] ?? '';
  };
  let name = `${pick(MOODS)}_${pick(PEOPLE)}`;
  while (isTaken(name)) name = `${pick(MOODS)}_${pick(PEOPLE)}${randomInt(1000)}`;
  return name;
}
