# SPDX-License-Identifier: MIT
# One list of sources for every processor: those for others are empty.
{
  'targets': [
    {
      'target_name': 'libffi',
      'type': 'static_library',
      'sources': [
        '<!@(sed -n "s,^.\(src/[^ ]*\).*,libffi/\\1,p" libffi/src/sources.mk)',
      ],
      'include_dirs': ['libffi/include', 'libffi/src'],
      'direct_dependent_settings': {
        'include_dirs': ['libffi/include'],
        'defines': ['FFI_STATIC_BUILD'],
      },
    },
    {
      'target_name': 'program',
      'type': 'executable',
      'dependencies': ['libffi'],
      'sources': ['../main.c'],
      'libraries': ['-pthread'],
    },
  ],
}
