import type { Text } from '../base/language.ts';
import { saidText } from './networkText.ts';

// Problems of the store, for people. `place` is `sqlite:data/relay.db` or `postgres://host:port/name`; `said` is in the
// database's or the system's own words.

const about = (en: string, zh: string): Text => ({ en: `store: ${en}`, zh: `存储：${zh}` });

/** What keeps SQLite from working. */
export const SQLITE = {
  full: (place: string, said: string): Text =>
    about(
      `the disk is full: ${place} cannot be written (${said}): make room on its disk. A running bot then continues by itself.`,
      `磁盘已满：无法写入 ${place}（${said}）：请腾出磁盘空间。运行中的机器人之后会自动继续。`,
    ),
  broken: (place: string, said: string): Text =>
    about(
      `${place} cannot be read or written (${said}): check its disk, the quota and the file system. A running bot continues by itself once they work.`,
      `无法读写 ${place}（${said}）：请检查磁盘、配额和文件系统。恢复后，运行中的机器人会自动继续。`,
    ),
  noMemory: (place: string, said: string): Text =>
    about(
      `there is no memory left for ${place} (${said}): give the machine or the container more.`,
      `${place} 没有可用内存（${said}）：请给机器或容器更多内存。`,
    ),
  locked: (place: string, said: string): Text =>
    about(
      `another program keeps ${place} locked (${said}): close it (a database shell or a backup, for example). A running bot then continues by itself.`,
      `另一个程序锁住了 ${place}（${said}）：请关闭它，例如数据库客户端或备份程序。运行中的机器人之后会自动继续。`,
    ),
  damaged: (place: string, said: string): Text =>
    about(
      `${place} is damaged, or is not a SQLite database (${said}): stop the bot and restore the file from a backup, or move it away together with its -wal file and start anew without its contents.`,
      `${place} 已损坏，或不是 SQLite 数据库（${said}）：请停止机器人并从备份恢复该文件；或把它连同 -wal 文件移走后重新开始，其中的内容将不再保留。`,
    ),
  unreadable: (place: string, said: string): Text =>
    about(
      `${place} cannot be read (${said}): let this user read it, and write in its folder as SQLite does.`,
      `无法读取 ${place}（${said}）：请允许当前用户读取该文件，并能写入它所在的文件夹（SQLite 需要）。`,
    ),
  unwritable: (place: string, said: string): Text =>
    about(
      `${place} cannot be opened for writing (${said}): give this user write access to the file and its folder, or name another path under "store" in the configuration.`,
      `无法以写入方式打开 ${place}（${said}）：请给当前用户该文件及其文件夹的写权限，或在配置的 "store" 中写另一个路径。`,
    ),
  moved: (place: string): Text =>
    about(
      `the file of ${place}, or its -wal or .lock file, was removed or replaced while the bot runs: put it back, or restart approval-relay, which then works with the files that are there.`,
      `机器人运行期间，${place} 的文件（或它的 -wal、.lock 文件）被删除或替换：请放回原处，或重启 approval-relay，它会使用现有的文件。`,
    ),
};

export const storeHeld = (place: string): Text =>
  about(
    `another approval-relay already works on ${place}: stop it first (it may run in another container or on another machine), or give this one its own "store" in the configuration.`,
    `另一个 approval-relay 已在使用 ${place}：请先停止它（可能在另一个容器或另一台机器上），或在配置中给这个写单独的 "store"。`,
  );
export const noStoreYet = (place: string): Text =>
  about(
    `there is no ${place} yet: start the bot first, or correct "store" in the configuration.`,
    `还没有 ${place}：请先启动机器人，或改正配置中的 "store"。`,
  );
export const cannotOpen = (place: string, said: string): Text =>
  about(
    `${place} cannot be opened (${said}): name another path under "store" in the configuration.`,
    `无法打开 ${place}（${said}）：请在配置的 "store" 中写另一个路径。`,
  );
export const cannotAskBot = (file: string, said: string): Text =>
  about(
    `the bot cannot be asked through ${file} (${said}): run this command as the user who runs the bot.`,
    `无法通过 ${file} 向机器人提出请求（${said}）：请以运行机器人的用户执行这个命令。`,
  );

// Tables.

/** `step`: the migration; undefined: none had begun. */
const unprepared = (place: string, step: string | undefined, said: string, remedy: Text): Text =>
  about(
    `${place} could not be prepared at ${step ?? 'the first look'} (${said}): ${remedy.en}.`,
    `无法准备 ${place}（${step ?? '首次查看'}：${said}）：${remedy.zh}。`,
  );
export const notPrepared = (place: string, step: string | undefined, said: string): Text =>
  unprepared(place, step, said, {
    en: 'fix what it says, or give the bot its own database. Nothing of this step was kept, and the next start tries it again',
    zh: '请按提示处理，或为机器人单独准备一个数据库。这一步没有留下任何改动，下次启动时会重试',
  });
export const noRightToPrepare = (place: string, step: string | undefined, said: string): Text =>
  unprepared(place, step, said, {
    en: 'let this user create and change tables there',
    zh: '请允许该用户在其中创建和修改表',
  });
export const tablesInUse = (place: string, step: string | undefined, said: string): Text =>
  unprepared(place, step, said, {
    en: 'something else uses the tables, such as a replica of an older version or a backup. Stop the replicas of the older version, let the backup end, and start again',
    zh: '表正被占用，例如旧版本的副本或正在进行的备份。请停止旧版本的副本，等备份结束，然后重新启动',
  });
export const writtenByOlder = (place: string): Text =>
  about(
    `${place} was written by an older version of approval-relay: start the bot once to upgrade it.`,
    `${place} 由较旧版本的 approval-relay 写入：请启动一次机器人，它会自动升级。`,
  );
export const noTablesYet = (place: string): Text =>
  about(
    `${place} has no tables of approval-relay yet: start the bot, or try again in a moment if it is just starting; or correct "store" in the configuration.`,
    `${place} 中还没有 approval-relay 的表：请启动机器人；如果它正在启动，请稍后再试；或改正配置中的 "store"。`,
  );
export const UNKNOWN_TABLES: Text = {
  en: 'it has tables that this one does not know',
  zh: '其中有本版本不认识的表',
};
export const writtenByNewer = (place: string, how: Text): Text =>
  about(
    `${place} was last written by a newer version of approval-relay (${how.en}): run that version or a later one, or name another store.`,
    `${place} 最近由较新版本的 approval-relay 写入（${how.zh}）：请运行那个版本或更新的版本，或换一个存储。`,
  );

// PostgreSQL.

export const NO_ADDRESS: Text = about(
  'this is not the address of a PostgreSQL database: write postgres://user:password@host:5432/name, with %40 for @, %2F for /, %23 for # and %3F for ? in the password.',
  '这不是 PostgreSQL 数据库的地址：请写 postgres://user:password@host:5432/name，密码中的 @ 写成 %40，/ 写成 %2F，# 写成 %23，? 写成 %3F。',
);
export const notUtf8 = (place: string, encoding: string): Text =>
  about(
    `${place} stores text as ${encoding}, which cannot hold Chinese: create a database with encoding 'UTF8' and name that one.`,
    `${place} 的文本编码是 ${encoding}，存不下中文：请创建编码为 'UTF8' 的数据库并改用它。`,
  );
export const readOnlyCopy = (place: string): Text =>
  about(
    `${place} is a read-only copy: name the primary server under "store".`,
    `${place} 是只读副本：请在 "store" 中写主服务器。`,
  );
export const diskFullAt = (place: string, said: string): Text =>
  about(
    `the disk of ${place} is full (${said}): make room there.`,
    `${place} 所在的磁盘已满（${said}）：请腾出空间。`,
  );

/** What to do if a database cannot be used. */
export const POSTGRES_REMEDIES = {
  password: {
    en: 'check the user, the password and the "sslmode" under "store" in the configuration',
    zh: '请检查配置的 "store" 中的用户、密码和 "sslmode"',
  },
  noDatabase: {
    en: 'create that database, or correct its name under "store"',
    zh: '请创建该数据库，或改正 "store" 中的名称',
  },
  noRight: {
    en: 'let this user create tables there, or name another database',
    zh: '请允许该用户在其中建表，或换一个数据库',
  },
  unreachable: {
    en: 'check that PostgreSQL runs there and can be reached, or correct "store" in the configuration',
    zh: '请确认 PostgreSQL 在那里运行且可以访问，或改正配置中的 "store"',
  },
} as const satisfies Readonly<Record<string, Text>>;
export const cannotUse = (place: string, said: string, remedy: Text): Text => {
  const why = saidText(said);
  return about(
    `${place} cannot be used, since ${why.en}: ${remedy.en}.`,
    `无法使用 ${place}，原因是${why.zh === said ? ` ${said}` : why.zh}：${remedy.zh}。`,
  );
};
