// SPDX-License-Identifier: MIT
// Compiles the library's sources, which are in libffi, with the C compiler.
use std::{env, fs, path::Path, process::Command};

fn run(command: &mut Command) {
    let status = command.status().expect("cannot be run");
    assert!(status.success(), "failed: {command:?}");
}

fn main() {
    let root = fs::canonicalize("libffi").expect("no folder libffi");
    let list = fs::read_to_string(root.join("src/sources.mk")).unwrap();
    let sources: Vec<_> = list
        .lines()
        .filter_map(|line| line.strip_prefix('\t'))
        .map(|line| root.join(line.trim_end_matches([' ', '\\'])))
        .collect();
    let out = env::var("OUT_DIR").unwrap();
    let cc = env::var("CC").unwrap_or("cc".into());
    run(Command::new(cc)
        .args(["-O2", "-fPIC", "-c", "-I"])
        .arg(root.join("include"))
        .arg("-I")
        .arg(root.join("src"))
        .args(&sources)
        .current_dir(&out));
    let objects = sources.iter().map(|source| {
        Path::new(source.file_name().unwrap()).with_extension("o")
    });
    run(Command::new("ar")
        .args(["rc", "libffi.a"])
        .args(objects)
        .current_dir(&out));
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=ffi");
    println!("cargo:rerun-if-changed=libffi/src");
}
