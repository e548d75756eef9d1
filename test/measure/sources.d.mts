/** A source file; its name is relative to the folder that was read, with slashes. */
export interface SourceFile {
  name: string;
  text: string;
  lines: number;
  /** Files that it imports, types included. */
  imports: string[];
}

export interface FunctionSize {
  file: string;
  name: string;
  lines: number;
}

export const FLOORS: string[][];
export function importsOf(name: string, text: string): string[];
export function readSources(root: string): SourceFile[];
export function roomOf(name: string): string;
export function floorOf(name: string): number;
export function functionsOf(file: Pick<SourceFile, 'name' | 'text'>): FunctionSize[];
export function relayRooms(files: Pick<SourceFile, 'name' | 'imports'>[]): {
  boxes: string[];
  arrows: string[];
};
export function sharedNames(files: Pick<SourceFile, 'name'>[]): string[][];
export function sharedTypes(files: Pick<SourceFile, 'name' | 'text'>[]): string[];
export function sharedFunctions(files: Pick<SourceFile, 'name' | 'text'>[]): string[];
