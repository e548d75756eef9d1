/** A version of the app that was published, or waits for it. */
export interface SandboxVersion {
  readonly version: string;
  /** 1 published, 2 refused, 3 under review, 4 not handed in (…/application-v6/application-app_version/list). */
  status: 1 | 2 | 3 | 4;
  /** Types of the events that it has added. */
  readonly events: readonly string[];
}

/** The app as the developer console shows it. */
export interface SandboxApp {
  name: string;
  /** Whether the bot ability is on. */
  hasBot: boolean;
  /** `activate_status` of the bot: 1 disabled, 2 enabled (…/server-docs/bot-v3/get). */
  activateStatus: number;
  versions: readonly SandboxVersion[];
}

/** The open_id of the app's bot. */
export function botOpenId(appId: string): string {
  return `ou_bot${appId.slice(4)}`;
}

/** The app that the relay wants. */
export function newApp(): SandboxApp {
  const events = [
    'approval_instance',
    'approval_task',
    'im.chat.member.bot.added_v1',
    'im.chat.member.bot.deleted_v1',
    'im.message.receive_v1',
  ];
  return {
    name: 'Approval Relay',
    hasBot: true,
    activateStatus: 2,
    versions: [{ version: '1.0.0', status: 1, events }],
  };
}
