/**
 * A stack file of many services as people write them: environment, ports, volumes, health checks, labels and dependencies.
 * @param {number} services each takes 50 lines
 */
export function largeStack(services) {
  const blocks = Array.from({ length: services }, (_, index) => service(index + 1));
  const top = ['networks:', '  front:', '  back:', 'volumes:', '  data:'];
  return [...blocks.flat(), ...top, ''].reduce((text, line) => `${text}${line}\n`, 'services:\n');
}

function service(number) {
  const before = `service-${Math.max(1, number - 1)}`;
  const variables = Array.from(
    { length: 12 },
    (_, index) => `      VARIABLE_${index}: "value ${index} of ${number}"`,
  );
  return [
    `  service-${number}:`,
    `    image: registry.example.com/team/service-${number}:\${TAG:-1.0.${number}}`,
    `    hostname: service-${number}`,
    '    command: ["serve", "--port", "8080", "--verbose"]',
    '    restart: unless-stopped',
    '    environment:',
    ...variables,
    `      PREVIOUS: http://${before}:8080/`,
    '    ports:',
    `      - "127.0.0.1:${10000 + number}:8080"`,
    '    volumes:',
    '      - data:/var/lib/data',
    `      - ./config/service-${number}:/etc/service:ro`,
    '    networks:',
    '      front:',
    `        aliases: [alias-${number}]`,
    '      back:',
    '    healthcheck:',
    '      test: ["CMD", "curl", "-f", "http://localhost:8080/health"]',
    '      interval: 30s',
    '      timeout: 5s',
    '      retries: 3',
    '    labels:',
    `      com.example.number: "${number}"`,
    '      com.example.team: platform',
    '    logging:',
    '      driver: json-file',
    '      options:',
    '        max-size: 10m',
    '    ulimits:',
    '      nofile:',
    '        soft: 1024',
    '        hard: 4096',
    '    deploy:',
    '      resources:',
    '        limits:',
    '          memory: 128M',
    '    stop_grace_period: 30s',
  ];
}
