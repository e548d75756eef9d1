import { memoryOf, startPart } from './children.mjs';

const WARM_UP = 2_000;

/**
 * Processor time of one request to Feishu, by the bot's HTTP client and by axios as the SDK would use it by itself, in
 * interleaved rounds against a server that answers at once.
 */
export async function measureHttp({ closers, rounds, requests }) {
  const part = async (file, about) => {
    const started = await startPart(file, about);
    closers.push(started.stop);
    return started;
  };
  const { url } = await part('bareFeishu.mjs');
  const clients = [];
  for (const client of ['bot', 'axios']) clients.push([client, await part('requests.mjs', { client, url })]);
  const measured = Object.fromEntries(clients.map(([name]) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, client] of round % 2 === 0 ? clients : clients.toReversed()) {
      const run = await client.ask({ count: round === 0 ? WARM_UP : requests });
      run.memory = memoryOf(client.child).now;
      // The first round only warms up.
      if (round > 0) measured[name].push(run);
    }
  }
  for (const [, client] of clients) await client.stop();
  return measured;
}
