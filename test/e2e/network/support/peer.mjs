// What runs inside namespaces: `serve NAME ADDRESS PORT` answers TCP and UDP with "NAME PEER-ADDRESS" and says "ready";
// `ask tcp|udp ADDRESS PORT` prints the answer. Whatever fails or takes two seconds exits with 1.
import dgram from 'node:dgram';
import net from 'node:net';

const [verb, ...args] = process.argv.slice(2);

function serve(name, address, port) {
  const tcp = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.end(`${name} ${socket.remoteAddress.replace('::ffff:', '')}`);
  });
  const udp = dgram.createSocket('udp4');
  udp.on('message', (_, from) => udp.send(`${name} ${from.address}`, from.port, from.address));
  udp.bind(Number(port), address, () => tcp.listen(Number(port), address, () => console.log('ready')));
}

function ask(protocol, address, port) {
  setTimeout(() => process.exit(1), 2000);
  const answered = (data) => {
    process.stdout.write(data, () => process.exit(0));
  };
  if (protocol === 'tcp') {
    const socket = net.connect({ host: address, port: Number(port) });
    socket.on('error', () => process.exit(1));
    socket.on('data', answered);
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.on('message', answered);
  socket.on('error', () => process.exit(1));
  socket.connect(Number(port), address, () => socket.send('?'));
}

if (verb === 'serve') serve(...args);
else ask(...args);
