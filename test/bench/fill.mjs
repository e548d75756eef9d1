// Fills a SQLite store: libsql would hold up the whole bench meanwhile.
import { fillSqlite } from './million.mjs';

const { path, rows } = JSON.parse(process.argv[2]);
process.on('message', () => {
  fillSqlite(path, rows).then(
    () => process.send({}),
    (error) => process.send({ error: error.message }),
  );
});
process.send({});
