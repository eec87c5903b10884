// An agent that answers over HTTP and needs nothing but Node 18 or newer: `node agent.mjs`.
//
// All that Berth asks of an agent is here: it listens on PORT (8000), says on /health whether it is well, and ends
// quickly on SIGTERM. Berth strips /agent/<name> before a call arrives, so links in pages are relative.

import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const NAME = process.env.AGENT_NAME ?? 'agent';
const PORT = Number(process.env.PORT ?? 8000);
const BODY_LIMIT = 1024 * 1024;
const STREAM_LIMIT = 10_000;
const LONGEST_INTERVAL = 60;

let calls = 0;

/** A call that cannot be answered, with the status and the sentence that say why. */
class BadRequest extends Error {
  constructor(status, why, headers = {}) {
    super(why);
    this.status = status;
    this.headers = headers;
  }
}

const routes = {
  '/': { methods: ['GET', 'HEAD'], answer: index },
  '/health': { methods: ['GET', 'HEAD'], answer: (call) => sendJson(call, 200, { status: 'ok' }) },
  '/stream': { methods: ['GET'], answer: stream },
  '/chat': { methods: ['POST'], answer: chat },
};

/** One call: counted (unless it only asks for health), answered, and told in one line of the log. */
async function handle(request, response) {
  const begun = Date.now();
  const [path, query = ''] = request.url.split(/\?(.*)/s);
  const call = { request, response, path, query };
  if (path !== '/health') calls++;
  response.on('close', () => log(`${request.method} ${request.url} ${response.statusCode} ${Date.now() - begun} ms`));
  try {
    await answer(call);
  } catch (refusal) {
    if (!(refusal instanceof BadRequest)) throw refusal;
    sendJson(call, refusal.status, { error: refusal.message }, { Connection: 'close', ...refusal.headers });
  }
}

function answer(call) {
  if (call.path === '/echo' || call.path.startsWith('/echo/')) return echo(call);
  const route = Object.hasOwn(routes, call.path) ? routes[call.path] : undefined;
  if (!route) throw new BadRequest(404, `nothing is at ${call.path}; try /, /health, /stream, /echo, /chat`);
  const allow = route.methods.join(', ');
  if (!route.methods.includes(call.request.method)) throw new BadRequest(405, `this takes ${allow}`, { Allow: allow });
  return route.answer(call);
}

/** Who this is and how it does: a page for a browser, JSON for a program. */
function index(call) {
  const uptime = Math.floor(process.uptime());
  if ((call.request.headers.accept ?? '').includes('text/html')) {
    send(call, 200, 'text/html; charset=utf-8', page(uptime));
  } else {
    sendJson(call, 200, { name: NAME, language: 'javascript', calls, uptime_seconds: uptime });
  }
}

/** What arrived, as it arrived. */
async function echo(call) {
  const body = await bodyOf(call.request);
  const headers = {};
  for (let i = 0; i < call.request.rawHeaders.length; i += 2) {
    (headers[call.request.rawHeaders[i]] ??= []).push(call.request.rawHeaders[i + 1]);
  }
  const told = { method: call.request.method, path: call.path, query: call.query || null, headers };
  try {
    told.body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    told.body_base64 = body.toString('base64');
  }
  sendJson(call, 200, told);
}

/** Counts to `n`, one server-sent event every `interval` seconds. */
async function stream(call) {
  const n = Math.floor(number(call, 'n', 10, STREAM_LIMIT));
  const interval = number(call, 'interval', 1, LONGEST_INTERVAL);
  call.response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  for (let count = 1; count <= n && !call.response.destroyed; count++) {
    call.response.write(`id: ${count}\ndata: ${count}\n\n`);
    if (count < n) await pause(1000 * interval);
  }
  call.response.end();
}

/** The place for a model: this one only repeats what it hears. */
async function chat(call) {
  let message;
  try {
    message = JSON.parse((await bodyOf(call.request)).toString());
  } catch (error) {
    if (error instanceof BadRequest) throw error;
    throw new BadRequest(400, `the body is not JSON: ${error.message}`);
  }
  if (typeof message?.content !== 'string') throw new BadRequest(400, 'the body must be like {"content": "hello"}');
  sendJson(call, 200, { role: 'assistant', content: `${NAME} heard: ${message.content}` });
}

async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= BODY_LIMIT) chunks.push(chunk); // the rest is dropped: closing on unread bytes would reset the answer
  }
  if (length > BODY_LIMIT) throw new BadRequest(413, `a body may have ${BODY_LIMIT} bytes`);
  return Buffer.concat(chunks);
}

function number(call, name, preset, limit) {
  const text = new URLSearchParams(call.query).get(name) ?? String(preset);
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= limit)) throw new BadRequest(400, `${name} must be a number from 0 to ${limit}`);
  return value;
}

function sendJson(call, status, answer, headers = {}) {
  send(call, status, 'application/json', JSON.stringify(answer) + '\n', headers);
}

function send({ request, response }, status, type, text, headers = {}) {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), ...headers });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function page(uptime) {
  const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const name = NAME.replace(/[&<>"]/g, (sign) => escapes[sign]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
  body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
  h1 { font-weight: 600; margin: 0 }
  p { margin: .5rem 0 1.5rem; opacity: .75 }
  a { margin-right: 1.25rem }
</style>
<h1>${name}</h1>
<p>${calls} calls in ${uptime} seconds.</p>
<a href="stream">stream</a> <a href="echo">echo</a> <a href="health">health</a>
</html>
`;
}

function log(line) {
  console.log(`${new Date().toISOString()} ${line}`);
}

const server = createServer((request, response) => {
  handle(request, response).catch((error) => {
    log(`the caller went away, or worse: ${error.message}`);
    response.destroy();
  });
});

process.on('SIGTERM', () => {
  log(`stopping after ${calls} calls`);
  process.exit(0);
});

server.listen(PORT, () => log(`${NAME} listens on port ${server.address().port}`));
