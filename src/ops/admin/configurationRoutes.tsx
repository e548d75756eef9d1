import { stringify } from 'yaml';
import { maskSettings } from '../../settings/maskSettings.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import { CONFIGURED } from '../../words/adminWaitingText.ts';
import type { AdminRoutes } from './adminRequest.ts';

/** The configuration in force. */
export function addConfiguration({ parts, show, get }: AdminRoutes): void {
  get('/configuration', async (request) => {
    const { say, time } = request.view;
    const { settings } = parts;
    const content = (
      <section class="panel" aria-labelledby="configuration-name">
        <h2 id="configuration-name">{say(ADMIN_PAGES.configuration)}</h2>
        <div class="pad">
          <p>
            {say(CONFIGURED.file)} <code>{settings.file}</code> · {say(CONFIGURED.since)}{' '}
            <time>{time(parts.inForce.since)}</time>
          </p>
          <p class="faint">{say(CONFIGURED.about)}</p>
          <pre class="yaml">{stringify(maskSettings(settings), { lineWidth: 100 })}</pre>
        </div>
      </section>
    );
    await show(request, { page: 'configuration', title: ADMIN_PAGES.configuration, content });
  });
}
