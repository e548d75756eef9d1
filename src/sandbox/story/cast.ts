import type { Sandbox } from '../sandbox.ts';
import { approvalsIn } from './storyApprovals.ts';
import { type StoryLanguage, storyTextIn } from './storyLanguage.ts';

/** Ids of the story's departments. All ids are fixed and the same in both languages, so a configuration can name them. */
export const STORY_DEPARTMENTS = {
  research: { departmentId: 'od-5a1f0c2d9b7e4f3a8c6d1e0b2f4a6c8e' },
  purchasing: { departmentId: 'od-6b2f1d3e0c8f5a4b9d7e2f1c3a5b7d9f' },
  finance: { departmentId: 'od-7c3a2e4f1d9a6b5c0e8f3a2d4b6c8e0a' },
  legal: { departmentId: 'od-8d4b3f5a2e0b7c6d1f9a4b3e5c7d9f1b' },
  people: { departmentId: 'od-9e5c4a6b3f1c8d7e2a0b5c4f6d8e0a2c' },
} as const;

/** Ids of the story's people. */
export const STORY_PEOPLE = {
  engineer: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e01' },
  designer: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e02' },
  lead: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e03' },
  buyer: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e04' },
  accountant: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e05' },
  treasurer: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e06' },
  counsel: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e07' },
  partner: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e08' },
  director: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e09' },
} as const;

/** Ids of the story's groups. */
export const STORY_CHATS = {
  purchasing: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f01' },
  research: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f02' },
  legal: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f03' },
  management: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f04' },
} as const;

type Department = keyof typeof STORY_DEPARTMENTS;

const DEPARTMENT_NAMES: readonly (readonly [key: Department, zh: string, en: string])[] = [
  ['research', '产品研发部', 'Product engineering'],
  ['purchasing', '采购部', 'Procurement'],
  ['finance', '财务部', 'Finance'],
  ['legal', '法务部', 'Legal'],
  ['people', '人力资源部', 'People'],
];

const PEOPLE_NAMES: readonly (readonly [
  key: keyof typeof STORY_PEOPLE,
  department: Department | undefined,
  zh: string,
  en: string,
])[] = [
  ['engineer', 'research', '陈思远', 'Maya Chen'],
  ['designer', 'research', '林晓雯', 'Tom Becker'],
  ['lead', 'research', '吴昊', 'Priya Nair'],
  ['buyer', 'purchasing', '王建国', 'Daniel Brooks'],
  ['accountant', 'finance', '赵敏', 'Grace Kim'],
  ['treasurer', 'finance', '何静', 'Laura Rossi'],
  ['counsel', 'legal', '周文博', 'James Whitfield'],
  ['partner', 'people', '孙丽', 'Nina Alvarez'],
  ['director', undefined, '刘洋', 'Olivia Park'],
];

const CHAT_NAMES: readonly (readonly [key: keyof typeof STORY_CHATS, zh: string, en: string])[] = [
  ['purchasing', '采购与付款', 'Purchasing & payments'],
  ['research', '产品研发部', 'Product engineering'],
  ['legal', '合同评审', 'Contract review'],
  ['management', '管理层', 'Management'],
];

/** Puts the story's people, departments, groups and approvals into an empty sandbox, with names in one language. */
export function furnish(sandbox: Sandbox, language: StoryLanguage = 'zh'): void {
  const say = storyTextIn(language);
  sandbox.turn({ app: { name: say('审批播报', 'Approval Relay') } });
  for (const [key, zh, en] of DEPARTMENT_NAMES) {
    sandbox.addDepartment({ ...STORY_DEPARTMENTS[key], name: say(zh, en) });
  }
  for (const [key, department, zh, en] of PEOPLE_NAMES) {
    const { departmentId } = department ? STORY_DEPARTMENTS[department] : { departmentId: undefined };
    sandbox.addPerson({ ...STORY_PEOPLE[key], name: say(zh, en), ...(departmentId && { departmentId }) });
  }
  for (const [key, zh, en] of CHAT_NAMES) sandbox.addChat({ ...STORY_CHATS[key], name: say(zh, en) });
  for (const approval of Object.values(approvalsIn(language))) sandbox.addApproval(approval);
}

/** What a department of the story is called. */
export function departmentName(key: Department, language: StoryLanguage): string {
  const [, zh = '', en = ''] = DEPARTMENT_NAMES.find(([one]) => one === key) ?? [];
  return storyTextIn(language)(zh, en);
}
