import type { ComponentChildren, VNode } from 'preact';
import { webLink } from './reading.ts';

/** A link that leaves the card; only its children if the address is not one for the web. */
export function Link(props: { url: unknown; class?: string; children?: ComponentChildren }): VNode {
  const href = webLink(props.url);
  if (!href) return <span class="fs-nolink">{props.children}</span>;
  return (
    <a class={props.class ?? 'fs-link'} href={href} target="_blank" rel="noreferrer noopener nofollow">
      {props.children}
    </a>
  );
}
