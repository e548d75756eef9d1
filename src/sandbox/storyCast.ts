import type { Sandbox } from './sandbox.ts';
import { STORY_APPROVALS } from './storyForms.ts';

/** The people, departments and groups of the demo. Their ids are fixed, so that a configuration can name them. */
export const STORY_DEPARTMENTS = {
  research: { departmentId: 'od-5a1f0c2d9b7e4f3a8c6d1e0b2f4a6c8e', name: '产品研发部' },
  purchasing: { departmentId: 'od-6b2f1d3e0c8f5a4b9d7e2f1c3a5b7d9f', name: '采购部' },
  finance: { departmentId: 'od-7c3a2e4f1d9a6b5c0e8f3a2d4b6c8e0a', name: '财务部' },
  legal: { departmentId: 'od-8d4b3f5a2e0b7c6d1f9a4b3e5c7d9f1b', name: '法务部' },
  people: { departmentId: 'od-9e5c4a6b3f1c8d7e2a0b5c4f6d8e0a2c', name: '人力资源部' },
} as const;

const DEPARTMENT = {
  research: STORY_DEPARTMENTS.research.departmentId,
  purchasing: STORY_DEPARTMENTS.purchasing.departmentId,
  finance: STORY_DEPARTMENTS.finance.departmentId,
  legal: STORY_DEPARTMENTS.legal.departmentId,
  people: STORY_DEPARTMENTS.people.departmentId,
};

export const STORY_PEOPLE = {
  engineer: {
    openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e01',
    name: '陈思远',
    departmentId: DEPARTMENT.research,
  },
  designer: {
    openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e02',
    name: '林晓雯',
    departmentId: DEPARTMENT.research,
  },
  lead: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e03', name: '吴昊', departmentId: DEPARTMENT.research },
  buyer: {
    openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e04',
    name: '王建国',
    departmentId: DEPARTMENT.purchasing,
  },
  accountant: {
    openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e05',
    name: '赵敏',
    departmentId: DEPARTMENT.finance,
  },
  treasurer: {
    openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e06',
    name: '何静',
    departmentId: DEPARTMENT.finance,
  },
  counsel: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e07', name: '周文博', departmentId: DEPARTMENT.legal },
  partner: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e08', name: '孙丽', departmentId: DEPARTMENT.people },
  director: { openId: 'ou_1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e09', name: '刘洋' },
} as const;

export const STORY_CHATS = {
  purchasing: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f01', name: '采购与付款' },
  research: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f02', name: '产品研发部' },
  legal: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f03', name: '合同评审' },
  management: { chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f04', name: '管理层' },
} as const;

/** Puts the story's people, departments, groups and approvals into an empty sandbox. */
export function furnish(sandbox: Sandbox): void {
  for (const department of Object.values(STORY_DEPARTMENTS)) sandbox.addDepartment(department);
  for (const person of Object.values(STORY_PEOPLE)) sandbox.addPerson(person);
  for (const chat of Object.values(STORY_CHATS)) sandbox.addChat(chat);
  for (const approval of Object.values(STORY_APPROVALS)) sandbox.addApproval(approval);
}
