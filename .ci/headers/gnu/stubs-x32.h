/* SPDX-License-Identifier: MIT */
/* For compile-check only: the list of functions that x32's C library lacks,
   which glibc's headers for x86-64 ask for.  */
