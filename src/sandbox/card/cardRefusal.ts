/** Feishu's refusal of a card: the answer to a send or an update. Always with HTTP 400. */
export interface CardRefusal {
  /** The answer's `code`: 230099 for a fault of the content, else its own (230025 too long, 230028 DLP). */
  readonly code: number;
  /** `ErrCode` inside the message of a 230099: what is wrong with the content. */
  readonly subCode?: number;
  /** The answer's `msg`, in the wording seen on the platform. */
  readonly message: string;
}

/** Ends the content check from a rule deep in the tree. */
export class CardRefused extends Error {
  readonly refusal: CardRefusal;

  constructor(refusal: CardRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * Sub-codes of 230099 (open.feishu.cn/document/server-docs/im-v1/message/create, error table). If the page
 * names a rule but no number (nesting, `@all`, bare links), the general 11310 stands.
 */
export const SUB_CODE = {
  general: 11310,
  badJson: 200621,
  tagNotInV2: 200861,
  imageKey: 200570,
  tableColumns: 200914,
  tablePage: 200915,
  unknownPerson: 100290,
} as const;

/** A refusal of the content, worded as in the field reports (larksuite/openclaw-lark#53, larksuite/cli#2371). */
export function refuseContent(subCode: number, text: string): never {
  throw new CardRefused({
    code: 230099,
    subCode,
    message: `Failed to create card content, ext=ErrCode: ${subCode}; ErrMsg: ${text}; `,
  });
}

/** A refusal because the JSON does not fit the schema; `path` as the platform writes it. */
export function refuseJson(what: string, path: string): never {
  refuseContent(
    SUB_CODE.badJson,
    `msg: [parse card json err, please check whether the card json is correct], value: [${what}, path: ${path}]`,
  );
}
