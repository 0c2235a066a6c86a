// SPDX-License-Identifier: MIT
// Calls abs, whose type is known only at run time.
use std::ffi::{c_char, c_int, c_uint, c_void, CStr};
use std::ptr::{addr_of, addr_of_mut};

#[repr(C)]
struct Type {
    size: usize,
    alignment: u16,
    code: u16,
    elements: *const *const Type,
}

/// Larger than an ffi_cif on any target.
#[repr(C, align(16))]
struct Cif([u8; 64]);

extern "C" {
    static ffi_type_sint32: Type;
    fn ffi_get_version() -> *const c_char;
    fn ffi_get_default_abi() -> c_uint;
    fn ffi_prep_cif(
        cif: *mut Cif,
        abi: c_uint,
        nargs: c_uint,
        result: *const Type,
        arguments: *const *const Type,
    ) -> c_uint;
    fn ffi_call(
        cif: *mut Cif,
        function: *const c_void,
        result: *mut u64,
        arguments: *const *const c_void,
    );
    fn abs(number: c_int) -> c_int;
}

fn main() {
    let number: c_int = -42;
    let mut cif = Cif([0; 64]);
    let mut result = 0u64;
    unsafe {
        let int = addr_of!(ffi_type_sint32);
        let status = ffi_prep_cif(&mut cif, ffi_get_default_abi(), 1, int, &int);
        assert_eq!(status, 0);
        let argument = addr_of!(number) as *const c_void;
        let function = abs as *const c_void;
        ffi_call(&mut cif, function, addr_of_mut!(result), &argument);
        let version = CStr::from_ptr(ffi_get_version()).to_str().unwrap();
        println!("libffi {}: {}", version, result as c_int);
    }
}
