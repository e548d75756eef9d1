import type { VNode } from 'preact';
import { REFUSED, SIGN_IN } from '../../../words/adminText.ts';
import type { AccessRefusal } from '../access.ts';
import { ADMIN } from '../adminFrame.tsx';
import type { AdminView } from '../adminView.ts';

/** The form for the token. It leads back to the requested page. */
export function SignInPage({
  view,
  refused,
}: {
  readonly view: AdminView;
  readonly refused: AccessRefusal;
}): VNode {
  const { say, url } = view;
  const why = say(REFUSED[refused]);
  return (
    <form class="panel sign-in" method="post" action={`${ADMIN}/sign-in`}>
      <h1>{say(SIGN_IN.title)}</h1>
      <input type="hidden" name="next" value={url} />
      {/* So that a password manager knows what to fill in. */}
      <input class="unseen" name="user" autocomplete="username" value="operator" tabIndex={-1} readOnly />
      <label for="token">{say(SIGN_IN.token)}</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        required
        autofocus
        aria-describedby="token-about"
      />
      <p id="token-about" class="faint">
        {say(SIGN_IN.where)}
      </p>
      {why === '' ? null : (
        <p class="fault" role="alert">
          {why}
        </p>
      )}
      <button type="submit" class="button go">
        {say(SIGN_IN.go)}
      </button>
    </form>
  );
}
