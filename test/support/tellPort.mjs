// Loaded before the program where nobody reads what it logs: tells the test where it listens.
import { Server } from 'node:net';

const { listen } = Server.prototype;
Server.prototype.listen = function (...options) {
  this.once('listening', () => process.send({ port: this.address().port }));
  return listen.apply(this, options);
};
