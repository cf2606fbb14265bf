//! Tests over the library's public surface.

/// Scripts that try to hang, to crash or to look around.
mod hostile_scripts;
/// What scripts see and do: LANGUAGE section 2, sentence by sentence.
mod script;
/// A world for scripts to run in.
mod script_world;
