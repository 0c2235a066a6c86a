/* SPDX-License-Identifier: MIT */
/* The landing pads of x86 (CET), for assembly:

     ENDBR   first instruction of what an indirect call or jump reaches
     INT3    the byte between functions that nothing reaches

   <cet.h> writes the property note where it is included.  */
#ifndef FFI_PADS_X86_H
#define FFI_PADS_X86_H

#if defined __CET__ && defined __ELF__
# include <cet.h>
# define ENDBR _CET_ENDBR
#elif defined __CET__ && (__CET__ & 1) && defined __x86_64__
# define ENDBR endbr64
#elif defined __CET__ && (__CET__ & 1)
# define ENDBR endbr32
#else
# define ENDBR
#endif

#define INT3 0xcc

#endif
