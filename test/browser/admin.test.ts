import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page as Tab } from 'playwright-core';
import { expect, it } from 'vitest';
import { APPROVAL, CHAT, FORM, type Journey, startJourney } from '../support/journey.ts';
import { ADMIN_TOKEN } from '../support/operator.ts';
import { faintTexts } from './contrast.ts';
import { atEnd, openTab } from './stage.ts';

const HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';

/** A bot whose group has a hostile name, and one request with a hostile form. */
async function start(): Promise<{ journey: Journey; url: string; code: string }> {
  const journey = await startJourney({
    config: {
      server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN },
      approvals: { [APPROVAL]: { chats: ['oc_hostile', CHAT] } },
    },
    before: (sandbox) => void sandbox.addChat({ chatId: 'oc_hostile', name: HOSTILE }),
  });
  const { sandbox, people } = journey;
  const form = [...FORM, { id: 'w8', name: HOSTILE, type: 'textarea', value: HOSTILE }];
  const code = sandbox.submit({
    approvalCode: APPROVAL,
    applicant: people.zhang,
    form,
    approvers: [[people.li]],
  });
  await journey.cards(CHAT, 1);
  return { journey, url: journey.app().url, code };
}

/**
 * A refusal is an answer that the browser notes; what a policy keeps from running, too; and a stream that is cut when its
 * page is left before it was open.
 */
const isRefusal = (complaint: string): boolean =>
  /status of 4\d\d|inline script|^\[object Event\]$/.test(complaint);

async function signInAt(tab: Tab, path: string, url: string): Promise<void> {
  await tab.goto(url + path);
  await tab.getByLabel('令牌').fill(ADMIN_TOKEN);
  await tab.keyboard.press('Enter');
  await tab.locator('#live').waitFor();
}

it('lets in by the token alone, and runs nothing that somebody typed', async () => {
  const { journey, url, code } = await start();
  const tab = await openTab({ viewport: { width: 390, height: 844 } }, isRefusal);
  tab.on('dialog', () => expect.unreachable('something was run'));
  await tab.goto(`${url}/admin/instances/${code}`);
  await tab.getByLabel('令牌').fill('not the token');
  await tab.keyboard.press('Enter');
  await tab.getByRole('alert').getByText('令牌不正确').waitFor();
  await tab.getByLabel('令牌').fill(ADMIN_TOKEN);
  await tab.keyboard.press('Enter');

  // Back to the requested page; the card is drawn in a frame without permissions.
  await tab.getByText(code).first().waitFor();
  // The page waits only for a moment for the names of groups; they are known when it is opened again.
  while ((await tab.getByText('<img src=x').count()) === 0) {
    await tab.reload();
    await tab.getByText(code).first().waitFor();
  }
  const frame = tab.frameLocator('iframe').first();
  await tab.locator('iframe').first().scrollIntoViewIfNeeded();
  await frame.getByText('新同事的显示器').waitFor();
  const seen = await tab.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.pwned = 2';
    document.body.append(script);
    const { pwned } = window as { pwned?: number };
    return { pwned, cookie: document.cookie, wide: document.documentElement.scrollWidth };
  });
  expect(seen).toEqual({ pwned: undefined, cookie: '', wide: 390 });

  // What happens is on the page a moment later, without reloading it.
  await tab.goto(`${url}/admin/deliveries`);
  const rows = tab.locator('tbody tr');
  await rows.first().waitFor();
  const before = await rows.count();
  journey.submit();
  await tab.waitForFunction((count) => document.querySelectorAll('tbody tr').length > count, before);
});

it('does nothing that another site asks for in the browser of somebody who has signed in', async () => {
  const { journey, url } = await start();
  const tab = await openTab({}, isRefusal);
  await signInAt(tab, '/admin', url);
  const foreign = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<form method="post" action="${url}/admin/sign-out"><button>x</button></form>`);
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    foreign.closeAllConnections();
    foreign.close();
  });
  // By another name it is another site.
  await tab.goto(`http://localhost:${(foreign.address() as AddressInfo).port}/`);
  await tab.getByRole('button').click();
  await tab.getByLabel('令牌').waitFor();
  await tab.goto(`${url}/admin`);
  await tab.locator('#live').waitFor();
  expect(await journey.metrics()).not.toMatch(/relay_admin_actions_total\{/);
  await tab.getByRole('button', { name: '退出' }).click();
  await tab.getByLabel('令牌').waitFor();
  await tab.goBack();
  await tab.getByLabel('令牌').waitFor();
});

it.each(['light', 'dark'] as const)('can be read in the %s, on every page', async (colorScheme) => {
  const { url, code } = await start();
  const tab = await openTab({ colorScheme }, isRefusal);
  await signInAt(tab, '/admin', url);
  for (const path of ['', '/deliveries', '/waiting', '/chats', '/configuration', `/instances/${code}`]) {
    await tab.goto(`${url}/admin${path}`);
    await tab.locator('#live').waitFor();
    expect([path, await faintTexts(tab)]).toEqual([path, []]);
  }
});
