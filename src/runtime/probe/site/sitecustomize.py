"""Runs before the target's first line, because the launcher put this folder first in PYTHONPATH.

Leaves no trace of itself: sys.path, sys.modules, os.environ and the import caches are as in a plain run, and the
sitecustomize that it shadows is the one that is imported. The work is in ../heatline_probe.
"""


def _load_probe(site_folder):
    """The modules of ../heatline_probe as attributes of one object. They never enter sys.modules."""
    import sys
    import _frozen_importlib_external as importer

    module_type = type(sys)
    probe = module_type("heatline_probe")
    separator = "\\" if "\\" in site_folder else "/"
    probe.folder = site_folder.rpartition(separator)[0] + separator + "heatline_probe"
    probe.site_folder = site_folder
    for name in ("events", "settings", "disguise", "stacks", "cpu", "haste", "sampler", "tracing", "snapshots", "allocations", "guard", "partings", "ends", "handshake", "start"):
        path = probe.folder + separator + name + ".py"
        full_name = "heatline_probe." + name
        module = module_type(full_name)
        module.__file__ = path
        module.probe = probe
        exec(importer.SourceFileLoader(full_name, path).get_code(full_name), module.__dict__)
        setattr(probe, name, module)
    return probe


def _run(site_folder):
    import sys

    modules_before = set(sys.modules)
    begin = None
    try:
        probe = _load_probe(site_folder)
        probe.settings.take_out_of_environment()
        begin = probe.start.prepare(modules_before)
    except Exception:
        pass  # The target runs all the same; start.prepare notes what it can.
    sys.path[:] = [entry for entry in sys.path if entry != site_folder]
    sys.path_importer_cache.pop(site_folder, None)
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # The one that was shadowed; ImportError where there is none, as site expects.
    finally:
        del ours
        if begin is not None:
            begin()


_run(__file__.rpartition("\\" if "\\" in __file__ else "/")[0])
