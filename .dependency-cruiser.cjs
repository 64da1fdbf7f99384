// The import rule: stages are siblings wired in one place, and each library is named in one place.

const entries = ['headless', 'electron', 'simulate', 'check-show', 'devices\\.process']
const composition = `^main/(show|param-stages|feedback-stage|rig|audience|engine|commands|owners|live-owners|cue-owners|scene-owners|show-disk|state-keeping|bundling|resume|host|begin-start|load-show|rehearsal|${entries.join('|')})\\.ts$`
const stage = '^main/(?!protocols/|expressions/|tasks/|electron/)([^/]+)/'
/** What every stage may need of a disk. */
const disk = '^main/store/(file-system|system-words)\\.ts$'
const library = (...names) => `(^|/)node_modules/(${names.join('|')})/`
const installed = '(^|/)node_modules/'

/** Everything that `from` may not import: all but what `allowed` names. */
const only = (name, from, ...allowed) => ({
  name,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: { pathNot: allowed },
})

/** `packages` are imported nowhere but in `places`. */
const confined = (name, packages, ...places) => ({
  name,
  severity: 'error',
  from: { pathNot: [...places, '^test/', '^scripts/', installed] },
  to: { path: library(...packages) },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^(shared|main|preload|renderer|test|scripts)/' },
      to: { couldNotResolve: true },
    },

    only('shared-base-stands-alone', '^shared/base/', '^shared/base/'),
    only('shared-model', '^shared/model/', '^shared/(base|model)/', library('zod')),
    only('shared-contract', '^shared/contract/', '^shared/', library('zod')),

    {
      name: 'stages-are-siblings',
      comment:
        'A stage imports itself, shared/, the codecs, the expressions, the tasks, and what all need of a disk; main/rig.ts, main/show.ts, main/audience.ts and main/engine.ts introduce it to the others.',
      severity: 'error',
      from: { path: stage, pathNot: '^main/(?:playlists/runner|as-run/as-run)\\.worker\\.ts$' },
      to: { path: '^main/', pathNot: ['^main/$1/', '^main/(?:protocols|expressions|tasks)/', disk] },
    },
    {
      name: 'disk-is-a-leaf',
      severity: 'error',
      from: { path: disk },
      to: { path: '^main/', pathNot: disk },
    },
    {
      name: 'worker-has-its-own-clock',
      comment: 'A worker thread is a program of its own, so it makes its clock and tidies its heap itself.',
      severity: 'error',
      from: { path: '^main/(playlists|as-run)/(?:runner|as-run)\\.worker\\.ts$' },
      to: {
        path: '^main/',
        pathNot: ['^main/$1/', '^main/protocols/', '^main/(clock|collect-garbage)\\.ts$'],
      },
    },
    {
      name: 'codecs-are-leaves',
      severity: 'error',
      from: { path: '^main/protocols/([^/]+)/' },
      to: { path: '^main/', pathNot: '^main/protocols/$1/' },
    },
    {
      name: 'expressions-are-a-leaf',
      severity: 'error',
      from: { path: '^main/expressions/' },
      to: { path: '^main/', pathNot: '^main/expressions/' },
    },
    {
      name: 'tasks-are-a-leaf',
      severity: 'error',
      from: { path: '^main/tasks/' },
      to: { path: '^main/', pathNot: '^main/tasks/' },
    },
    {
      name: 'one-place-wires',
      severity: 'error',
      from: { path: '^main/[^/]+\\.ts$', pathNot: composition },
      to: { path: '^main/[^/]+/' },
    },
    {
      name: 'entries-are-not-imported',
      severity: 'error',
      from: { pathNot: '^(test|scripts)/' },
      to: { path: `^main/(${entries.join('|')})\\.ts$` },
    },
    {
      name: 'electron-folder-is-for-its-entry',
      severity: 'error',
      from: { pathNot: ['^main/electron/', '^main/electron\\.ts$', '^test/'] },
      to: { path: '^main/electron/' },
    },
    {
      name: 'electron-shell-holds-no-engine',
      severity: 'error',
      from: { path: '^main/electron/' },
      to: { path: '^main/', pathNot: '^main/electron/' },
    },
    {
      name: 'main-sees-no-screen',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^(renderer|preload|scripts)/' },
    },
    {
      name: 'shipped-code-uses-shipped-packages',
      severity: 'error',
      from: { path: '^(main|shared)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: library('electron'),
      },
    },

    only('preload-is-a-bridge', '^preload/', library('electron'), '^shared/contract/'),

    only('renderer-sees-shared-and-itself', '^renderer/', '^renderer/', '^shared/', installed, '\\.css$'),
    {
      name: 'node-stays-in-main',
      severity: 'error',
      from: { path: '^(renderer|shared|preload)/' },
      to: { dependencyTypes: ['core'] },
    },
    only(
      'renderer-lib-is-pure',
      '^renderer/lib/',
      '^renderer/lib/',
      '^shared/(base|model|contract)/',
      installed,
    ),
    only(
      'renderer-components-take-values',
      '^renderer/components/',
      '^renderer/(components|lib)/',
      '^shared/',
      installed,
    ),
    only('renderer-client', '^renderer/client/', '^renderer/client/', '^shared/'),
    only('renderer-keys', '^renderer/keys/', '^renderer/(keys|lib)/', '^shared/'),
    only('renderer-state', '^renderer/state/', '^renderer/(state|client|lib)/', '^shared/', installed),
    only(
      'renderer-views',
      '^renderer/views/',
      '^renderer/(views|state|components|lib)/',
      '^shared/',
      installed,
    ),

    confined('electron-has-one-place', ['electron'], '^main/electron\\.ts$', '^main/electron/', '^preload/'),
    confined('osc-has-one-place', ['osc'], '^main/protocols/osc/'),
    confined('hid-has-one-place', ['node-hid', '@elgato-stream-deck/[^/]+'], '^main/peripherals/hid/'),
    confined(
      'expressions-have-one-place',
      ['@marcbachmann/cel-js', 'croner', 'suncalc'],
      '^main/expressions/',
    ),
    confined('midi-has-one-place', ['midi'], '^main/protocols/midi/'),
    confined('web-has-one-place', ['fastify', '@fastify/[^/]+', 'ws', '@types/ws'], '^main/web/'),
    confined(
      'screen-libraries-stay-on-screen',
      ['svelte', 'uplot', 'virtua', '@lucide/svelte'],
      '^renderer/',
      '^vite\\.config\\.ts$',
    ),

    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|\\.cache)/' },
    // Types count too: a stage that names a sibling's type knows the sibling.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
}
