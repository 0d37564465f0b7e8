package watch

import "syscall"

// remote returns the name of a kind of file system whose changes may be made where
// this system does not see them, "" for any other. The numbers are those of
// statfs(2). An overlay is not among them: what is changed through it, as a
// container does, causes events.
func remote(path string) string {
	var fs syscall.Statfs_t
	if syscall.Statfs(path, &fs) != nil {
		return ""
	}
	switch uint32(fs.Type) {
	case 0x6969:
		return "NFS"
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "SMB"
	case 0x65735546:
		return "FUSE"
	case 0x01021997:
		return "9p"
	case 0x00c36400:
		return "Ceph"
	case 0x5346414f, 0x6b414653:
		return "AFS"
	case 0x73757245:
		return "Coda"
	case 0x786f4256:
		return "a shared folder of VirtualBox"
	case 0xbacbacbc:
		return "a shared folder of VMware"
	case 0x7c7c6673:
		return "a shared folder of Parallels"
	}
	return ""
}
