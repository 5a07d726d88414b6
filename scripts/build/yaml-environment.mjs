/**
 * The YAML parser asks the environment at every word whether it is to log what it does. That takes a twentieth of the time of
 * reading a large file, and nobody wants the answer.
 * @returns {import('esbuild').Plugin}
 */
export function yamlEnvironment() {
  return {
    name: 'yaml-environment',
    setup(build) {
      build.onResolve({ filter: /^process$/ }, ({ path, importer }) =>
        importer.includes('/node_modules/yaml/') ? { path, namespace: 'yaml-environment' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'yaml-environment' }, () => ({
        contents: 'exports.env = {}; exports.emitWarning = process.emitWarning;',
        loader: 'js',
      }));
    },
  };
}
