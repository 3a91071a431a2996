using System.Diagnostics;

namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <summary>A volume of its own that is small and in memory, so that it can be filled without harm to anybody.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? WhyAbsent { get; } = Try();

    /// <summary>Its folder.</summary>
    public string Path { get; }

    /// <summary>Makes one.</summary>
    public static SmallDisk Create()
    {
        string path = Directory.CreateTempSubdirectory("party-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=128m", "party", path).ShouldBe(0);
        return new SmallDisk(path);
    }

    /// <summary>Takes room.</summary>
    public void Fill(string name, int mebibytes)
    {
        using FileStream file = File.OpenWrite(System.IO.Path.Combine(Path, name));
        file.Seek(0, SeekOrigin.End);
        byte[] some = new byte[1 << 20];
        for (int i = 0; i < mebibytes; i++)
        {
            file.Write(some);
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    /// <inheritdoc />
    public void Dispose()
    {
        Run("umount", "-l", Path).ShouldBe(0);
        Directory.Delete(Path);
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "only root on Linux may mount a small volume";
        }

        string path = Directory.CreateTempSubdirectory("party-disk-").FullName;
        bool mounts = Run("mount", "-t", "tmpfs", "-o", "size=1m", "party", path) == 0;
        if (mounts)
        {
            Run("umount", "-l", path);
        }

        Directory.Delete(path);
        return mounts ? null : "no volume can be mounted here";
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1; // there is no such program
        }
    }
}
