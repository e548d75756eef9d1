import { createPeople } from '../../feishu/api/people.ts';
import type { Admin } from './admin.ts';
import type { AdminParts } from './adminParts.ts';

/** The operators' page, only loaded if there is a token; undefined: there is none. */
export async function openAdmin(parts: Omit<AdminParts, 'people'>): Promise<Admin | undefined> {
  if (parts.settings.server.adminToken === '') return undefined;
  const { createAdmin } = await import('./admin.ts');
  const people = createPeople(parts.client, parts.clock, parts.log);
  return createAdmin({ ...parts, people });
}
