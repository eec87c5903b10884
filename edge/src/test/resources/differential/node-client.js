'use strict';
// Lets Node's client read answers, and tells what it took them for. Usage: node node-client.js SOCKET
//
// Each request brings, as its body, the bytes of two answers of one connection; X-Method says what the first one
// answers, X-First how many bytes it has, X-Broken whether the connection breaks off behind it. The answer has a line
// for each of the two: status, length and digest of the content, and whether it is whole; or `refused` and why.

const crypto = require('node:crypto');
const http = require('node:http');
const stream = require('node:stream');

// A connection on which each request is answered with the next part.
const connection = (parts, broken) => {
  const socket = new stream.Duplex({
    read() {},
    write(chunk, encoding, done) {
      if (chunk.toString('latin1').endsWith('\r\n\r\n') && parts.length > 0) {
        const part = parts.shift();
        setImmediate(() => {
          socket.push(part);
          if (broken) socket.push(null);
        });
      }
      done();
    },
  });
  for (const name of ['setTimeout', 'setNoDelay', 'setKeepAlive', 'ref', 'unref']) socket[name] = () => socket;
  socket.destroySoon = () => socket.destroy();
  return socket;
};

const exchange = (agent, method, path) =>
  new Promise((resolve) => {
    const request = http.request({ agent, method, path, host: 'a' }, (answer) => {
      const pieces = [];
      const end = (whole) => {
        const content = Buffer.concat(pieces);
        const digest = crypto.createHash('sha256').update(content).digest('hex');
        resolve([answer.statusCode, content.length, digest, whole, answer.headers['x-two'] ?? '-'].join(' '));
      };
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => end(answer.complete));
      answer.on('error', () => end(false));
      answer.on('close', () => end(answer.complete));
    });
    request.on('upgrade', () => resolve('refused upgrade'));
    request.on('error', (error) => resolve(`refused ${error.code}`));
    request.on('close', () => resolve('refused closed'));
    request.end();
  });

const read = async (method, bytes, first, broken) => {
  const parts = [bytes.subarray(0, first), bytes.subarray(first)];
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let connections = 0;
  agent.createConnection = () => {
    connections++;
    return connection(parts, broken);
  };
  const lines = [await exchange(agent, method, '/one')];
  if (!broken) lines.push(await exchange(agent, 'GET', '/two'));
  agent.destroy();
  return [...lines, `connections ${connections}`].join('\n');
};

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', async () => {
    const headers = request.headers;
    const bytes = Buffer.concat(pieces);
    const text = await read(headers['x-method'], bytes, Number(headers['x-first']), headers['x-broken'] === '1');
    response.end(text);
  });
});
server.listen(process.argv[2], () => process.stdout.write('listening\n'));
