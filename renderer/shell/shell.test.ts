import { describe, expect, it } from 'vitest';
import { filterEntries } from './palette-entries.js';
import { baseName, folderName, joinPath } from './project-path.js';
import { initials } from './TopBar.js';

describe('project paths', () => {
  it.each([
    ['Play-Doh Rig A', 'play-doh-rig-a'],
    ['  Küche / Süd  ', 'kuche-sud'],
    ['***', 'project'],
    ['x'.repeat(90), 'x'.repeat(64)],
  ])('%j becomes the folder %s', (name, folder) => {
    expect(folderName(name)).toBe(folder);
  });

  it('joins with the separator of the folder', () => {
    expect(joinPath('/home/a', 'b')).toBe('/home/a/b');
    expect(joinPath('/', 'b')).toBe('/b');
    expect(joinPath('C:\\Users\\a', 'b')).toBe('C:\\Users\\a\\b');
    expect(baseName('C:\\Users\\a\\')).toBe('a');
  });
});

describe('filterEntries', () => {
  const entries = [
    { label: 'Shoot', detail: 'Shooting' },
    { label: 'strawberry dent 003', detail: 'test' },
    { label: 'Freeze the picture', detail: 'Views' },
  ];

  it('needs every word, and puts what starts with it first', () => {
    expect(filterEntries(entries, 'dent straw')).toEqual([entries[1]]);
    expect(filterEntries(entries, 'sho')).toEqual([entries[0]]);
    expect(filterEntries(entries, '')).toEqual(entries);
    expect(filterEntries(entries, 'view')).toEqual([entries[2]]);
    expect(filterEntries(entries, 'nothing')).toEqual([]);
  });
});

describe('initials', () => {
  it.each([
    ['Technician 1', 'T1'],
    ['Anna Maria Berg', 'AB'],
    ['root', 'RO'],
    ['x', 'X'],
  ])('%s is %s', (name, short) => {
    expect(initials(name)).toBe(short);
  });
});
