//! `unsoap wsdl` and `unsoap rules new`: a WSDL as people read it, and as a pack.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use miette::{Result, miette};

use super::{CLEAN, output};
use crate::rule::Rules;
use crate::secret;
use crate::wsdl::names::GENERATORS;
use crate::wsdl::{Wsdl, pack, read};

fn opened(file: &Path) -> Result<Wsdl> {
    read(file).map_err(|says| miette!(help = "name a WSDL 1.1 file on this machine", "{says}"))
}

/// Text of a WSDL on a terminal: nothing that could steer one.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// `unsoap wsdl FILE`.
pub(super) fn show(file: &Path, dirs: &[PathBuf]) -> Result<u8> {
    let wsdl = opened(file)?;
    let rules = Rules::load(dirs)?;
    let mut out = String::new();
    let api = rules.apis.iter().find(|api| api.detect.is_namespace(&wsdl.namespace));
    let _ = writeln!(out, "namespace  {}", plain(&wsdl.namespace));
    for (service, ports) in &wsdl.services {
        let _ = writeln!(out, "service    {}", plain(service));
        for port in ports {
            let _ = writeln!(
                out,
                "port       {} at {}",
                plain(&port.name),
                plain(&secret::address(&port.address))
            );
        }
    }
    let covered =
        |name: &str| api.and_then(|api| api.operations.iter().find(|o| o.operation.as_str() == name));
    let count = wsdl.operations.keys().filter(|name| covered(name).is_some()).count();
    let total = wsdl.operations.len();
    let _ = match api {
        Some(api) => writeln!(out, "rules      {}: {count} of {total} operations", api.id),
        None => writeln!(out, "rules      none; `unsoap rules new --wsdl FILE DIR` writes a skeleton"),
    };
    let _ = writeln!(out, "types      {}\n\noperations", wsdl.types.len());
    for (name, operation) in &wsdl.operations {
        let rule =
            covered(name).zip(api).map_or_else(|| "-".to_owned(), |(o, api)| format!("{}/{}", api.id, o.id));
        let _ = writeln!(out, "  {:<32} {:<36} {}", plain(name), plain(&operation.request), rule);
    }
    let _ = writeln!(out, "\nnames in code");
    for generator in GENERATORS {
        let types = generator.types(&wsdl);
        let _ = writeln!(out, "  {}", generator.name);
        if !types.is_empty() {
            let _ = writeln!(out, "    types  {}", plain(&types.join(", ")));
        }
        let calls: Vec<String> = wsdl.operations.keys().map(|o| generator.calls(o).join(", ")).collect();
        for line in calls {
            let _ = writeln!(out, "    {}", plain(&line));
        }
    }
    for problem in &wsdl.problems {
        let _ = writeln!(out, "\nproblem: {}", plain(problem));
    }
    output::print(&out)?;
    Ok(CLEAN)
}

/// `unsoap rules new --wsdl FILE DIR`.
pub(super) fn new_pack(file: &Path, dir: &Path) -> Result<u8> {
    let wsdl = opened(file)?;
    let name = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let id = pack::kebab(&name);
    if id.is_empty() || id != name {
        return Err(miette!(
            help = format!("name the folder `{}`", if id.is_empty() { pack::id(&wsdl) } else { id }),
            "`{}` is not the id of a pack: lower case, digits and hyphens",
            dir.display()
        ));
    }
    let failed = |e: std::io::Error| miette!("cannot write `{}`: {}", dir.display(), e.kind());
    if dir.join("api.toml").exists() {
        return Err(miette!(help = "name a new folder", "there is a pack in `{}` already", dir.display()));
    }
    std::fs::create_dir_all(dir.join("operations")).map_err(failed)?;
    let files = pack::files(&wsdl, &id);
    for (path, text) in &files {
        std::fs::write(dir.join(path), text).map_err(failed)?;
    }
    output::print(&format!(
        "{}: {} operations, {} files\n",
        dir.display(),
        wsdl.operations.len(),
        files.len()
    ))?;
    Ok(CLEAN)
}
