// Tests count the buffers that the process's one runtime has lent, so they run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
