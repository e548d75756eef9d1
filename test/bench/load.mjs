// Sends events over a number of connections, each waiting for its answer before it sends the next. Everything is
// encrypted, signed and laid out as bytes before the clock starts, and the answers are read with as little work as
// possible: it shares the processors with what it measures.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { sealEvent } from '../../dist/sandbox/push/webhookTransport.js';
import { quantile } from './figures.mjs';

const { appId, encryptKey } = JSON.parse(process.argv[2]);

/** As the samples of approval_instance show it. */
function event(approvalCode, instanceCode) {
  const now = Date.now();
  return {
    ts: (now / 1000).toFixed(7),
    uuid: randomUUID().replaceAll('-', ''),
    token: '',
    type: 'event_callback',
    event: {
      app_id: appId,
      tenant_key: 'sandbox0tenant0key',
      type: 'approval_instance',
      approval_code: approvalCode,
      instance_code: instanceCode,
      status: 'PENDING',
      operate_time: String(now),
      instance_operate_time: String(now),
    },
  };
}

function request(url, sealed) {
  const headers = Object.entries({
    host: url.host,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(sealed.body),
    ...sealed.headers,
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`POST /webhook/event HTTP/1.1\r\n${head}\r\n${sealed.body}`);
}

/** One connection, until no request is left. */
async function work(url, requests, took) {
  const socket = connect(Number(url.port), url.hostname).setNoDelay(true);
  await once(socket, 'connect');
  let said = '';
  let sentAt = 0;
  const next = () => {
    const bytes = requests.pop();
    if (!bytes) return socket.end();
    sentAt = performance.now();
    socket.write(bytes);
  };
  socket.setEncoding('latin1').on('data', (text) => {
    said += text;
    const headEnd = said.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const status = Number(said.slice(9, 12));
    const length = Number(/content-length: (\d+)/i.exec(said)?.[1] ?? Number.NaN);
    // Counted: otherwise an error would look like a quick answer.
    if (status !== 200 || Number.isNaN(length))
      return socket.destroy(new Error(`answered: ${said.slice(0, 200)}`));
    if (said.length < headEnd + 4 + length) return;
    took.push(performance.now() - sentAt);
    said = '';
    next();
  });
  next();
  await once(socket, 'close');
}

/** `targets`: approval and instance codes; or `count` events about unknown instances. */
async function run({ url: address, connections, count, approvalCode, targets }) {
  const url = new URL(address);
  const about = targets ?? Array.from({ length: count }, () => [approvalCode, randomUUID().toUpperCase()]);
  const requests = about.map(([approval, instance]) =>
    request(url, sealEvent(event(approval, instance), encryptKey, Date.now())),
  );
  const took = [];
  const total = requests.length;
  const startedAt = Date.now();
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, () => work(url, requests, took)));
  const seconds = (performance.now() - began) / 1000;
  if (took.length !== total) throw new Error(`only ${took.length} of ${total} events were answered`);
  return {
    startedAt,
    perSecond: total / seconds,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    max: Math.max(...took),
  };
}

process.on('message', (question) => {
  run(question).then(
    (answer) => process.send(answer),
    (error) => process.send({ error: error.message }),
  );
});
process.send({});
