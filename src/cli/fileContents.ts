import { readSourceText } from '../settings/sourceText.ts';

/**
 * The contents of files, as one text that differs once any of them has changed. Their contents are compared: file events do
 * not come on every mount, and a ConfigMap swaps a link.
 */
export function contentsOf(files: readonly string[]): string {
  return files.map((file) => `${file}\0${contentOf(file)}\0`).join('');
}

function contentOf(file: string): string {
  const source = readSourceText(file);
  return 'text' in source ? source.text : `\0${source.fault.en}`;
}
