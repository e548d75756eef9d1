import { createPageAssets } from '../../../base/pageAssets.ts';
import { cardStyles } from '../../../cardview/styles.ts';
import { chatStyles } from './chatStyles.ts';
import { narrowStyles } from './narrowStyles.ts';
import { pageScript } from './pageScript.ts';
import { pageStyles } from './pageStyles.ts';

/** The files of the demo's page, below `/assets/`. */
export const findDemoAsset = createPageAssets(
  { 'page.css': cardStyles + pageStyles + chatStyles + narrowStyles, 'page.js': pageScript },
  '#3370ff',
);
