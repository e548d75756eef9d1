// Loaded before the program if nobody reads its log: sends the test its address.
import { Server } from 'node:net';

const { listen } = Server.prototype;
Server.prototype.listen = function (...options) {
  this.once('listening', () => process.send({ port: this.address().port }));
  return listen.apply(this, options);
};
