import { botOpenId } from '../world/app.ts';
import type { World } from '../world/world.ts';
import { type Call, type Endpoint, pageOf } from './endpoint.ts';
import { ApiRefusal } from './refusal.ts';

/** What the app can learn of itself: its bot, and its versions. */
export function appEndpoints(world: World): Endpoint[] {
  return [
    {
      api: 'bot.info',
      method: 'GET',
      path: '/bot/v3/info',
      scope: 'none',
      // Its answer has no `data` member (…/server-docs/bot-v3/get).
      hasNoData: true,
      act: () => ({ bot: botJson(world) }),
    },
    {
      api: 'version.list',
      method: 'GET',
      path: '/application/v6/applications/:app_id/app_versions',
      scope: 'version',
      act: (call) => listVersions(world, call),
    },
  ];
}

function botJson({ app, appId }: World): object {
  if (!app.hasBot) throw new ApiRefusal(11205, 'app do not have bot');
  return {
    activate_status: app.activateStatus,
    app_name: app.name,
    avatar_url: '',
    ip_white_list: [],
    open_id: botOpenId(appId),
  };
}

/** The newest first. */
function listVersions({ app, appId }: World, call: Call): object {
  if (call.params.app_id !== appId) throw new ApiRefusal(210504, 'no such app in tenant');
  const { page, page_token, has_more } = pageOf(app.versions, call.query, 50);
  const items = page.map(({ version, status, events }) => ({
    app_id: appId,
    version,
    version_id: `oav_${version}`,
    status,
    events,
    event_infos: events.map((event_type) => ({ event_type, event_name: '', event_description: '' })),
  }));
  return { items, page_token, has_more };
}
