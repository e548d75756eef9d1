import { createPageAssets } from '../../base/pageAssets.ts';
import { cardStyles } from '../../cardview/styles.ts';
import { adminScript } from './adminScript.ts';
import { adminStyles } from './adminStyles.ts';

/** The files below `/admin/assets/`. */
export const findAdminAsset = createPageAssets(
  {
    'admin.css': cardStyles + adminStyles,
    // Nothing is clicked in a drawn card.
    'card.css': `${cardStyles}body{margin:0}`,
    'admin.js': adminScript,
  },
  '#646a73',
);
