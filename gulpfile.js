const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

// Narrow on purpose: whatever lies in dist/ is published.
const assets = ['icons/*.svg', 'nodes/PikPak/*.node.json', 'nodes/PikPak/__schema__/**/*.json'];

exports.clean = () => rm('dist', { recursive: true, force: true });
exports.assets = () => src(assets, { base: '.', encoding: false }).pipe(dest('dist'));
