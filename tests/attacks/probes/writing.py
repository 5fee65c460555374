"""Reaching for files to change, and leaving some behind."""

import ctypes
import os
import struct

from tests.attacks.probes import probe
from tests.attacks.probes.helpers import made, syscall


@probe("overwrite a file")
def overwrite(env):
    return open(env["secret"], "r+")


@probe("append to a file")
def append(env):
    return open(env["secret"], "a")


@probe("truncate a file")
def truncate(env):
    os.truncate(env["scratch"], 0)
    return True


@probe("empty a file that it may read")
def empty_readable(env):
    return os.open(os.devnull, os.O_RDONLY | os.O_TRUNC)


@probe("empty a file that it opens for neither reading nor writing")
def empty_unreadable(env):
    return os.open(env["scratch"], os.O_ACCMODE | os.O_TRUNC)


@probe("empty a file by the newest way to open one")
def empty_openat2(env):
    flags = os.O_RDONLY | os.O_TRUNC
    how = ctypes.create_string_buffer(struct.pack("QQQ", flags, 0, 0))
    return syscall(env, "openat2", -100, env["scratch"].encode(), how, 24)


@probe("create a file beside others")
def create(env):
    return made(env["folder"] + "/new")


@probe("leave a file in /tmp")
def tmp(env):
    return made("/tmp/autograder-attack")


@probe("leave a file in shared memory")
def dev_shm(env):
    return made("/dev/shm/autograder-attack")


@probe("leave a file where it is")
def here(env):
    return made("autograder-attack")


@probe("make a file without a name")
def nameless(env):
    return os.open(env["folder"], os.O_TMPFILE | os.O_RDWR)


@probe("make a file in memory")
def memory_file(env):
    return os.memfd_create("x")


@probe("make a folder")
def mkdir(env):
    os.mkdir(env["folder"] + "/made")
    os.rmdir(env["folder"] + "/made")
    return True


@probe("make a symbolic link")
def symlink(env):
    os.symlink("x", env["folder"] + "/made")
    os.unlink(env["folder"] + "/made")
    return True


@probe("give a file a second name")
def hard_link(env):
    os.link(env["scratch"], env["folder"] + "/made")
    os.unlink(env["folder"] + "/made")
    return True


@probe("make a pipe with a name")
def fifo(env):
    os.mkfifo(env["folder"] + "/made")
    os.unlink(env["folder"] + "/made")
    return True


@probe("rename a file")
def rename(env):
    os.rename(env["scratch"], env["scratch"] + "2")
    os.rename(env["scratch"] + "2", env["scratch"])
    return True


@probe("delete a file")
def unlink(env):
    os.unlink(env["scratch"])
    os.close(os.open(env["scratch"], os.O_CREAT))
    return True


@probe("change a file's mode")
def chmod(env):
    os.chmod(env["scratch"], 0o600)
    return True


@probe("change a file's owner")
def chown(env):
    os.chown(env["scratch"], os.getuid(), os.getgid())
    return True


@probe("change a file's time")
def utime(env):
    os.utime(env["scratch"])
    return True


@probe("hide something in a file's attributes")
def setxattr(env):
    os.setxattr(env["scratch"], "user.autograder", b"x")
    return True


@probe("lock a file")
def lock(env):
    folder = os.open(os.path.dirname(os.__file__), os.O_RDONLY)
    return syscall(env, "flock", folder, 2) == 0


@probe("write to its own memory by way of /proc", unproven="the tests mount /proc read-only")
def own_memory(env):
    return open("/proc/self/mem", "r+b", 0)
