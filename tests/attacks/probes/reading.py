"""Reaching for files: contents, names, and that they are there at all."""

import ctypes
import os
import struct
import sys

import numpy as np

from tests.attacks.probes import OTHER_USER, probe
from tests.attacks.probes.helpers import syscall


@probe("read a file of the machine")
def read_file(env):
    return open(env["secret"]).read()


@probe("reach a file by way of a descriptor of the root folder")
def openat_relative(env):
    root = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    return os.read(os.open(env["secret"][1:], os.O_RDONLY, dir_fd=root), 99)


@probe("climb out of the standard library")
def dot_dot(env):
    return open(os.path.dirname(os.__file__) + "/.." * 30 + env["secret"]).read()


@probe("hold a file by O_PATH and open it again from /proc/self/fd")
def o_path(env):
    fd = os.open(env["secret"], os.O_PATH)
    return open(f"/proc/self/fd/{fd}").read()


@probe("read a file through NumPy")
def numpy_fromfile(env):
    return np.fromfile(env["secret"], np.uint8).tobytes()


@probe("map a file through NumPy")
def numpy_memmap(env):
    return np.memmap(env["secret"], mode="r").tobytes()


@probe("list a folder")
def list_folder(env):
    return os.listdir(env["folder"])


@probe("find a file by walking through the folders")
def walk(env):
    return [names for _, _, names in os.walk(env["folder"]) if names]


@probe(
    "learn size and time of a file",
    landlock="importing needs stat(), and Landlock does not govern it",
)
def stat(env):
    return os.stat(env["secret"]).st_size


@probe("learn that a file exists")
def access(env):
    return os.access(env["secret"], os.F_OK)


@probe("read where a link leads")
def readlink(env):
    return os.readlink(env["link"])


@probe("learn about the file system")
def statfs(env):
    return os.statvfs(env["folder"]).f_blocks


@probe("move into a folder")
def chdir(env):
    os.chdir(env["folder"])
    return True


@probe("list a file's extended attributes")
def listxattr(env):
    os.listxattr(env["secret"])
    return True


@probe("watch a folder")
def inotify(env):
    watcher = syscall(env, "inotify_init1", 0)
    return syscall(env, "inotify_add_watch", watcher, env["folder"].encode(), 0xFFF)


@probe("make a handle of a file, to open it by later")
def file_handle(env):
    handle = ctypes.create_string_buffer(struct.pack("Ii", 120, 0) + bytes(128))
    mount = ctypes.create_string_buffer(4)
    syscall(env, "name_to_handle_at", -100, env["secret"].encode(), handle, mount, 0)
    return True


@probe("read the machine's users")
def passwd(env):
    return open("/etc/passwd").read()


@probe("find the grader's environment in its own")
def own_environment(env):
    return "COURSE_SECRET" in os.environ or "COURSE_SECRET" in open("/proc/self/environ").read()


@probe("read the grader's environment", unproven=OTHER_USER)
def graders_environment(env):
    return open(f"/proc/{env['grader']}/environ").read()


@probe("read the grader's command line")
def graders_command_line(env):
    return open(f"/proc/{env['grader']}/cmdline").read()


@probe("list the grader's descriptors")
def graders_descriptors(env):
    return os.listdir(f"/proc/{env['grader']}/fd")


@probe("read its own memory map")
def memory_map(env):
    return open("/proc/self/maps").read()


@probe("read what is mounted")
def mounts(env):
    return open("/proc/self/mountinfo").read()


@probe("list the processes")
def processes(env):
    return [name for name in os.listdir("/proc") if name.isdigit()]


@probe("read about the hardware")
def hardware(env):
    return os.listdir("/sys/class")


@probe("list the devices")
def devices(env):
    return os.listdir("/dev")


@probe("make a terminal")
def terminal(env):
    return os.open("/dev/ptmx", os.O_RDWR)


@probe("import Python code in the grader's folder")
def sibling_module(env):
    sys.path.insert(0, env["folder"])
    return __import__("lying_there").word


@probe("import a package that is installed for the grader")
def site_packages(env):
    sys.path[:0] = env["site"]
    return __import__("pytest").__version__


@probe("load machine code from a file")
def load_library(env):
    return ctypes.CDLL(env["library"])
