import { afterEach } from 'vitest';
import { endTest } from './afterTest.ts';

// Vitest runs this before each test file.
afterEach(endTest);
