'use strict';
// Tells, in the answer to each request, what Node's parser took the request for.
// Usage: node node-server.js SOCKET

const crypto = require('node:crypto');
const http = require('node:http');

const hex = (text) => Buffer.from(text, 'latin1').toString('hex');

const seen = (request, content) => {
  const lines = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    lines.push(hex(request.rawHeaders[i]) + ':' + hex(request.rawHeaders[i + 1]));
  }
  const digest = crypto.createHash('sha256').update(content).digest('hex');
  return [request.method, hex(request.url), content.length, digest, lines.join(',') || '-'].join(' ');
};

const server = http.createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
  const pieces = [];
  request.socket.unanswered.add(request);
  response.on('finish', () => request.socket.unanswered.delete(request));
  request.on('error', () => {});
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    response.writeHead(200, { 'X-Seen': seen(request, Buffer.concat(pieces)), 'Content-Length': 0 });
    response.end();
  });
});

// What was whole before a fault or the end of the stream is answered first.
const endWhenAnswered = (socket, text) => {
  if ([...socket.unanswered].some((request) => request.complete) && socket.writable) {
    setImmediate(endWhenAnswered, socket, text);
  } else {
    socket.end(text, () => socket.destroy());
  }
};

server.httpAllowHalfOpen = true;
server.on('connection', (socket) => {
  socket.unanswered = new Set();
  socket.on('error', () => {});
  socket.on('end', () => endWhenAnswered(socket, ''));
});
server.on('clientError', (error, socket) => {
  endWhenAnswered(socket, `HTTP/1.1 400 ${error.code}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
});
server.keepAliveTimeout = 1000;
server.listen(process.argv[2], () => process.stdout.write('listening\n'));
